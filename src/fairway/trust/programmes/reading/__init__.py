"""Files of law, read strictly: the programmes, the bank of facts and evidence, the calendars."""
