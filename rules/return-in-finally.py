def read(path):
    text = ""
    # ruleid: return-in-finally
    try:
        text = open(path).read()
    finally:
        return text


def saved(store, value):
    done = False
    # ruleid: return-in-finally
    try:
        store.save(value)
        done = True
    except OSError as error:
        print(error)
    finally:
        store.close()
        return done


def safely_read(path):
    # ok: return-in-finally
    try:
        file = open(path)
        return file.read()
    finally:
        file.close()


def counted(store):
    # ok: return-in-finally
    try:
        count = store.count()
    finally:
        store.close()
    return count
