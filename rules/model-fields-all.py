from django.forms import ModelForm
from pydantic import BaseModel, ConfigDict

from shop.models import Account


# ruleid: model-fields-all
class AccountForm(ModelForm):
    class Meta:
        model = Account
        fields = "__all__"


# ruleid: model-fields-all
class AccountCreate(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


# ok: model-fields-all
class NameForm(ModelForm):
    class Meta:
        model = Account
        fields = ["name"]


# ok: model-fields-all
class AccountUpdate(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
