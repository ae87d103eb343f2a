"""The demo town 示例镇: invented villages and people, and two years of facts in office manner.

`python -m scripts.demo_town` writes the workbooks of examples/town.  The same
seed writes the same bytes.  Nothing here computes a point.
"""
