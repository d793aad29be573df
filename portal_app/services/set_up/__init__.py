"""The practice as its people set it up: services, centres, hours, time off, holidays, policies (PR-1).

Who may: an admin everything; a therapist their own hours and time off; a scheduler anybody's time off, for that is
agenda work, and nothing else (ID-8, docs/decisions/0007).

Each change names the `state` its form was filled from: `ChangedMeanwhile` when somebody was faster. What cannot be is
refused field by field (`BadFields`), and then nothing is written.
"""
