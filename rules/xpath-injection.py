from lxml import etree


def user(tree, name):
    # ruleid: xpath-injection
    return tree.xpath("/users/user[@name='%s']" % name)


def finder(name):
    # ruleid: xpath-injection
    return etree.XPath(f"//item[text()='{name}']")


def safe_user(tree, name):
    # ok: xpath-injection
    return tree.xpath("/users/user[@name=$name]", name=name)


def all_users(tree):
    # ok: xpath-injection
    return tree.xpath("/users/user")
