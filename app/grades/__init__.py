"""Assessment grades (评估等级) through time: certificates, follow-up, downgrade, cancellation.

`organizations.rules.grade_at` is the one rule that says which grade counts on a day. What
happens to a grade is a new row: a downgrade ends the old certificate and writes a lower one,
a cancellation ends it, and both keep the organization from applying for some years. The
public list of results per year and its archive are here; how a grade comes about is in
app.assessments.
"""
