"""Learning from the team's corrections of tones, in the background, and analysing by what was learnt."""
