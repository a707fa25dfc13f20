"""Files (附件、文件): taken in with care, kept by the hash of their content, given out by a view.

A name that somebody typed is a label and never a path. Nothing is served from a folder.
"""
