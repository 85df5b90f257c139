"""Synthetic chest radiographs: a planned cohort of invented patients, and its films.

plan     cohort.plan_cohort(count, seed) -> studies; no pixels are drawn
film     film.render(study, size, bits)  -> one film, as large and as deep as asked
folder   folder.write_folder(...)        -> films and labels.csv on disk

Diseases live in ``findings/``, the clutter of real films in ``nuisances/`` and file
formats in ``forms/``; each of the three is a registry, so a new file is a new member.
"""
