# blocked policy
import os
