"""Planning in practice: what each place is looked at for, and what a look may cost."""
