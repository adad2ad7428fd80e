import unittest

from routes.paths import depth, join, matches, normalize


class PathsTest(unittest.TestCase):
    def test_normalize(self):
        self.assertEqual(normalize("a//b/./c"), "/a/b/c")
        self.assertEqual(normalize("/a/../../b"), "/b")

    def test_join(self):
        self.assertEqual(join("a", "b/", "/c"), "/a/b/c")
        self.assertEqual(join(), "/")

    def test_matches(self):
        self.assertEqual(matches("/user/{name}", "/user/ada"), {"name": "ada"})
        self.assertIsNone(matches("/user/{name}", "/group/ada"))

    def test_depth(self):
        self.assertEqual(depth("/a/b"), 2)
        self.assertEqual(depth("/"), 0)

    def test_depth_of_a_relative_path(self):
        with self.assertRaises(ValueError):
            depth("a/b")
