"""Imports (数据导入): organizations, grades, lists, needs, contracts and experts from XLSX and CSV.

A preview names every bad row and cell; then all or nothing; repeating makes no doubles.
The same in the portal and as `flask import KIND FILE`.
"""
