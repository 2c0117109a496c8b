"""The pages in a real browser.

The scenarios that are shown here; each is named by the test that shows it, and
`test_every_scenario_is_shown` looks for them. Parts that need no browser are tests of `integration`.

B1: The first person comes in by the printed link; later the link says that it was used.
B2: A first list is uploaded, looked at, confirmed and watched to its end; each message once.
B3: The next list is dropped on the home page and sent with what was chosen before.
B4: The same by keyboard alone.
B5: An upload is stopped, cut off, and tried again.
B6: One of two sheets is chosen, and the row of its headers seen.
B7: Unknown headers are offered and never taken; the choice is remembered.
B8: A wrong column for all rows is told as one cause.
B9: Problems are filtered and unfolded; the address of a filter opens for a colleague.
B10: The marked copy is mended and put in place; the page says what was mended.
B11: A corrected file of another layout asks for its columns again.
B12: Wrong rows stay behind only by a tick.
B13: Messages are gone through, by place, chance, row and phone; a cell is words.
B14: A date of another year is told, and leads to its rows.
B15: A quota that is too small or used up is told.
B16: A test goes to the own phone, free or real.
B17: A campaign waits for its time, gets another, goes at once, is cancelled.
B18: One asks, another gives back, one asks again, another approves.
B19: However often and wherever it is pressed, one campaign is sent.
B20: Numbers rise and never fall; a hidden tab asks nothing; a lost server is found again.
B21: A page that is closed changes nothing; its results are there later.
B22: A campaign is paused, goes on, and what is left is cancelled.
B23: Quota, night, network and a refused connection say why and how it goes on.
B24: The first messages go, a person looks, the rest goes.
B25: Results are filtered, their tables add up, the workbook opens.
B26: The reason that helps is sent again; rows in doubt are settled both ways.
B27: Receipts are counted while the page is open, with what is charged.
B28: A customer is found, or not, and is masked for who may not see phones.
B29: A recurring schedule is made from words, rests and goes on.
B30: Numbers are never sent to, whichever way they were added.
B31: Somebody is invited for one account, sees no other, and is out when disabled.
B32: A session that runs out loses no work.
B33: The language changes at every step; a list is sent in English.
B34: Without scripts a list is sent, and a marked copy mended.
B35: A phone's width, large letters, dark, system colours, no movement.
B36: A list of a hundred thousand rows.
B37: The practice mode and its hints.
B38: No page asks elsewhere, has an error in the console, or breaks its policy.
"""
