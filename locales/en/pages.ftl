# Words in the text of a page that the page itself does not have.

# Read aloud after a link to another website; a small arrow shows the same.
link-external = (leads to another website)
footnote-back = Back to the text
task-done = Done
task-open = Not done yet

# In the desk, while something in the folder of the site is wrong.
pages-problem = { $file }, line { $line }: { $message }. Until it is mended, its last good version is shown.
pages-problem-file = { $file }: { $message }. Until it is mended, its last good version is shown.
pages-problem-more = { $count ->
    [one] One more file has to be mended: “masses check” names it.
   *[other] { $count } more have to be mended: “masses check” names them.
}
