"""The program's own files: target files and data files to model values, or to every problem in them.

Imports model and what model imports; never calc, survey, or anything that comes after them.
"""
