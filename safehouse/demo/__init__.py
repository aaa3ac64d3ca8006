"""An invented network that looks real: towns, languages and proportions are true, houses and people are not."""
