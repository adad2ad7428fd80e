import unittest

from till.bill import total


class TestBill(unittest.TestCase):
    def test_total(self):
        self.assertEqual(total([100, 250]), 350)

    def test_discount(self):
        self.assertEqual(total([1000, 1], 15), 850)
