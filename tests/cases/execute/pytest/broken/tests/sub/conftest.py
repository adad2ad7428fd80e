import module_c

