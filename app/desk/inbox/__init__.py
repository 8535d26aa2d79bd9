"""The parts of the inbox: each does one thing, and is given what it needs.

The screen (`app/desk/screens/inbox.py`) puts them together and passes on to them what Textual tells it; which
keys are a part's own, its `acts` say by the ids of the actions.

What they stand on
  seat        what a part has of its screen: who sits there, the store, the bottom line
  directory   the team as it was last read, and what platforms can do (`team` reads it)
  work        the one way for commands: shown at once, written in the order of the keys, repeatable

The left side
  queue       which items are listed: split, filter, order (`sources` have the rows, `numbers` the title)
  keeping     filters that are kept as splits

The right side
  details     what stands around the items at the cursor, read ahead
  reading     the reading pane

What is done to items
  triage      done, assigned, tagged, tone, put away
  moderation  what the platform lets us do to what others said
  people      marks of people, and the same person twice
  phrases     what the team's own phrases mean
  waves       the alert of a wave is put away
  inquiries   asking a colleague (`members` offers them by their letters)

Answering
  targets     whom an answer goes to, and whether it may
  writing     the composer is opened
  drafts      nothing that was typed is lost
  answered    what was answered before
  lease       one at a time answers an item
  meanwhile   what went on in the conversation since
  sending     what becomes of what was written
"""
