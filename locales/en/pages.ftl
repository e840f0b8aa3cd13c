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
pages-subscribe = Follow “{ $title }” with a feed reader
pages-no-news = Nothing has been published here yet.
pages-list-further = { $title }, page { $number }
pages-list-tag = { $title }: { $tag }

# Looking for something.
pages-search = Search
pages-search-label = What are you looking for?
pages-search-act = Search
pages-search-found = { $count ->
    [one] One page has it:
   *[other] { $count } pages have it:
}
pages-search-none = There is no page with “{ $words }”.
pages-search-try = Fewer words, or another one, may help. Or ask us:
pages-search-long = That is very long. A few words are enough.
pages-search-empty = There is no word in that. Please write what you are looking for.

# In the desk, while something in the folder of the site is wrong.
pages-problem = { $file }, line { $line }: { $message }. Until it is mended, visitors see its last good version, if there was one since the start.
pages-problem-file = { $file }: { $message }. Until it is mended, visitors see its last good version, if there was one since the start.
pages-problem-more = { $count ->
    [one] One more file has to be mended: “masses check” names it.
   *[other] { $count } more have to be mended: “masses check” names them.
}

# In the desk, about pictures that deserve a look.
pages-picture-pixels = The picture { $file } has { $count } megapixels. That is too many to make smaller ones of it, so every visitor loads all of it. Please save it smaller: 2,400 pixels are wide enough.
pages-picture-heavy = The picture { $file } is too large to make smaller ones of it, so every visitor loads all of it. Please save it smaller: 2,400 pixels are wide enough.
pages-picture-broken = The picture { $file } cannot be read; perhaps it is cut off. Please copy it there again, or open it in an image program and save it anew.
pages-picture-place = The picture { $file } says where it was taken, to everybody who loads it. Please save it without its position: “masses check” says how.
