"""The frozen rows that reads return. Times are aware UTC; texts are as stored (sanitised on entry).

Each is imported from the module that holds it: making the dataclasses of all takes longer than a short read.
"""
