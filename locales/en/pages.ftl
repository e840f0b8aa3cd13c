# Words in the text of a page that the page itself does not have.

# Read aloud after a link to another website; a small arrow shows the same.
link-external = (leads to another website)
footnote-back = Back to the text
footnotes = Footnotes
task-done = Done
task-open = Not done yet

# Blocks and lists.
callout-note = Good to know
callout-tip = Tip
callout-warning = Please note
details-title = More about this
elsewhere-video = This video is on { $host }. Nothing is loaded from there until you follow the link.
elsewhere-map = This map is on { $host }. Nothing is loaded from there until you follow the link.
elsewhere-video-here = A video
elsewhere-map-here = A map
pages-contact = Is there something you would like to ask or tell us?
pages-contact-link = Write to us
pages-contents = On this page
pages-crumbs = Where you are
pages-onward = Further pages
pages-before = Before:
pages-after = Next:
pages-newer-news = Newer
pages-older-news = Older
pages-tags = Topics
pages-no-news = Nothing has been published here yet.
pages-list-further = { $title }, page { $number }
pages-list-tag = { $title }: { $tag }

# In the desk, while something in the folder of the site is wrong.
pages-problem = { $file }, line { $line }: { $message }. Until it is mended, its last good version is shown.
pages-problem-file = { $file }: { $message }. Until it is mended, its last good version is shown.
pages-problem-more = { $count ->
    [one] One more file has to be mended: “masses check” names it.
   *[other] { $count } more have to be mended: “masses check” names them.
}
