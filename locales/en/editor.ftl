# The pages in the desk: the list, the form, history, preview, pictures and documents.

## The list

pages-desk-menu = Pages
pages-desk-title = Pages
pages-desk-note = What visitors read. Each page is a text file on the server; here you write the same files.
page-new = New page
page-filter = Find a page by its title or address
page-filter-button = Find
page-tabs = Which pages
page-tab-all = All
page-tab-draft = Drafts
page-tab-waiting = Scheduled
page-tab-broken = To be mended
page-tab-deleted = Deleted
page-standing-live = live
page-standing-draft = draft
page-standing-waiting = scheduled
page-standing-broken = to be mended
page-missing = no { $language } yet
page-folder-top = At the top
page-by-somebody = somebody who has left
page-by-disk = on the disk
page-none-title = There are no pages yet
page-none-text = Write the first one: a title is enough to begin with.
page-not-found-title = No page fits
page-not-found-text = Try fewer letters, or look through all pages.
page-all = Show all pages
page-pages = Parts of the list
page-pages-before = Back
page-pages-next = Next
page-pages-here = { $number } of { $last }

## A new page

page-new-title = A new page
page-new-note = It begins as a draft, which only the team sees. Its address is made from its title.
page-new-button = Begin to write
page-title = Title
page-description = Description
page-description-hint = One sentence for search engines and for lists of pages.
page-folder = Folder
page-new-folder = A new folder in it
page-new-folder-hint = Only if the page is to begin a new part of the site. Its name becomes part of the address.
page-language = Language

## The form

page-body = Text
page-insert = Put a picture into the text
page-insert-button = Put it in where the cursor is
page-whole = The whole file
page-date-label = Day
page-date-hint = A page with a day is news.
page-publish-label = Appears at
page-publish-hint = Until then only the team can see it.
page-tags-label = Tags
page-tags-hint = Words for what it is about, with commas between them: summer, members
page-image-label = Picture
page-image-hint = At the head of the page, and in lists.
page-image-none = None
page-image-alt-label = What is to be seen there
page-image-alt-hint = For everybody who cannot see it.
page-order-label = Place in the menu
page-order-hint = 1 comes first. Without a number it is not in the menu at the head.
page-menu-label = Menu
page-menu-hint = Where the link to it stands.
page-menu-main = At the head of the pages
page-menu-footer = At their foot
page-more = More lines about this page
page-more-hint = One “key = value” in each line, such as: toc = true
page-more-summary = More about this page
page-save = Save
page-save-draft = Save as draft
page-publish = Publish
page-save-mine = Put mine in its place
page-take-back = Take off the site, as a draft
page-advice = Worth a look:
page-lost = It stands in no menu and in no list, and no other page leads to it: give it a place in the menu under “More about this page”, or link to it.
page-help = How to write
page-help-word = words
page-help-heading = A heading
page-help-heading-like = Opening hours
page-help-strong = Strong, and stressed
page-help-list = A list: one line for each
page-help-link = A link
page-help-picture = A picture or document
page-help-files = Choose one, and copy its line
page-help-more = What can stand under “More about this page”:
page-key-toc = with a table of contents
page-key-redirects = addresses that lead to it
page-key-list = lists the news of its folder
page-panel = This page
page-address = Address
page-last = Last change
page-history = History
page-edit = Edit
page-unreadable = This file cannot be shown in a form. Please look at it on the server.
page-problem-line = in line { $line }: { $message }
page-problem-help = { $message } ({ $help })
page-home-stays = This is the home page, which no site can be without. It has to stay on the site, in the first language.

page-unwritten-moved = The page was changed just now. Please look at it again.
page-unwritten-full = The disk is full, so nothing was saved. What you wrote is still here: please ask whoever runs the server to make room, then save again.
page-unwritten-denied = The program may not write into this folder, so nothing was saved. What you wrote is still here: please ask whoever runs the server to give it the right, then save again.
page-unwritten-large = This page is larger than 2 MB, so nothing was saved. Please divide it.
page-unwritten-name = The disk does not take this name. Please choose a shorter one.
page-unwritten-other = The file could not be written, so nothing was saved. What you wrote is still here: please try again, and tell whoever runs the server if it stays like this.

done-page-new = The page is there, as a draft. Now write what it is to say.
done-page-saved = Saved. Visitors see it now.
done-page-draft = Saved as a draft. Only the team sees it.
done-page-restored = The earlier version is back.

## Somebody else was faster

page-moved-title = This page was changed meanwhile
page-moved-desk = { $name } changed it here in the desk, { $at }.
page-moved-disk = It was changed on the disk, { $at }.
page-moved-just-now = It was changed on the disk, a moment ago.
page-moved-gone = It was deleted.
page-moved-text = Nothing of yours was saved, and nothing of it is lost.
page-moved-difference = What your text changes about theirs
page-moved-yours = Your text
page-moved-choose = Bring the two together here, and put yours in its place; the history keeps both. Or start from theirs; then what you wrote is dropped.
page-moved-theirs = Start from theirs
page-moved-drop = Leave it deleted
page-moved-look = The page was changed meanwhile, so nothing was done. Please look again.

page-difference-gap = { $count ->
    [one] one line without a change
   *[other] { $count } lines without a change
}
page-difference-gone = Gone:
page-difference-new = New:
page-difference-none = Nothing is different.

## History

page-history-title = History
page-history-all = All versions
page-history-none = Nothing was changed yet
page-history-kept = The last 50 versions of each page are kept, for two years at the most. Each can be brought back.
page-is-gone = This page is deleted. Open a version to bring it back.
page-version = Version { $number }
page-version-title = Version { $number }
page-version-now = as it is now
page-version-deleted = deleted
page-version-moved = moved to another address
page-version-from = Moved here from { $file }.
page-version-before-move = What it was before
page-version-changed = What this version changed
page-version-deleted-what = With this version the page was deleted. Open the version before it to bring the page back.
page-version-moved-what = With this version the page got another address.
page-version-is-now = The page is as in this version.
page-restore = Bring this version back…
page-restore-what = The page becomes as it was in this version. What it is now stays in the history.
page-restore-gone = The page is there again, as it was in this version.
page-restore-yes = Bring version { $number } back

## The page as a whole

page-delete = Delete…
page-delete-what = The page goes off the site, and its file is deleted. The history can bring it back.
page-delete-yes = Delete this page
page-home-needed = This is the home page, which no site can be without.
page-move = Rename or move…
page-move-what = Gives the page another address, in all its languages. Whoever comes by the old one is led to the new one. Save your text first.
page-move-to = Last part of the address
page-move-yes = Give it this address
page-move-name = Please write the last part of the new address.
page-move-taken = Nothing was moved: this address is taken, or no page can have it. Please choose another.
page-translate = Begin a translation
page-translate-not = This page cannot be copied as it is. Please mend it first.

done-page-deleted = The page is deleted.
done-page-moved = The page has its new address, and the old one leads to it.
done-page-translation = Here is a copy, as a draft. Now put it into the other language.

## Preview

page-preview = Preview
page-preview-of = Preview: { $title }
page-live = As it looks, while you type
page-see = See it as saved
page-languages = Languages
page-width = How wide
page-width-all = All at once
page-width-phone = Telephone
page-width-tablet = Tablet
page-width-desktop = Desktop
page-preview-typed = As you typed it. Nothing of it is saved by looking at it here.
page-preview-saved = As it is saved. Only the team sees it here; links open beside it.
page-preview-wrong = So there is nothing to be seen yet. Please mend it in the form.

## Pictures and documents

files-title = Pictures and documents
files-note = What pages show and offer. Each lies in the folder “files” of the site.
files-filter = Find a file by its name
files-none-title = There are no files yet
files-none-text = Send a picture or a document from your computer: the form is on this page.
files-not-found = No file fits
files-all = Show all files
file-upload = Send a file
file-file = Picture or document
file-hint = Up to 20 MB. Its name becomes part of its address.
file-upload-button = Send
file-privacy = Out of photographs (JPEG, PNG, WebP) we take what the camera has noted in them: the place, the time, the device. In other files, such as PDF, look for yourself whether something about people stands in them.
file-none = Please choose a file first.
file-kinds = Files of this kind are not taken. These are: { $kinds }. Photographs of telephones that end with heic: save or send them as JPEG.
file-large = This file is larger than 20 MB. Please make it smaller, or have it put into the folder “files” on the server.
file-other = What is in this file is not what its name says, or, for a text, it is not in UTF-8. Please save it again in the right kind.
file-broken = This picture is damaged or not whole. Please save it again and send it once more.
file-over = This file was decided about already, or has waited too long. Please send it again.
file-unwritten-moved = The file was changed just now. Please look at it again.
file-unwritten-full = The disk is full, so nothing was changed. Please ask whoever runs the server to make room.
file-unwritten-denied = The program may not write into this folder, so nothing was changed. Please ask whoever runs the server to give it the right.
file-unwritten-large = This file is too large for the disk.
file-unwritten-name = The disk does not take this name. Please give the file a shorter one.
file-unwritten-other = The file could not be written. Please try again, and tell whoever runs the server if it stays like this.
file-there-title = There is a file of this name already
file-there-text = “{ $name }” is on the site already. Nothing was changed yet.
file-there-look = Look at it
file-there-both = Keep both: call the new one “{ $name }”
file-there-replace = Put the new one in its place
file-there-drop = Drop the new one
file-picture = The picture { $name }
file-open = Open the file
file-paste = Put it on a page
file-alt = What is to be seen on it?
file-alt-hint = For those who do not see the picture. Leave it empty if the picture says nothing that the text does not.
file-text = What is the link to say?
file-text-hint = Such as: our statutes of 2026
file-make = Make the line
file-markdown = This line
file-markdown-hint = Copy it into the text of a page, on a line of its own.
file-focus = What has to stay in the picture
file-focus-what = Where a picture is cropped, this point stays. Click on it, or choose one of nine.
file-focus-click = Click on the point that has to stay
file-focus-is = Now: { $x } % from the left, { $y } % from the top.
file-focus-points = Nine points
file-focus-none = Please click into the picture, or choose one of the nine points.
page-focus-top-left = top left
page-focus-top = top
page-focus-top-right = top right
page-focus-left = left
page-focus-middle = middle
page-focus-right = right
page-focus-bottom-left = bottom left
page-focus-bottom = bottom
page-focus-bottom-right = bottom right
file-used = Pages with it
file-unused = None yet.
file-delete-what = It is deleted for good: of files there is no history.
file-delete-used = { $count ->
    [one] One page shows it or leads to it, and would have a gap. It is deleted for good: of files there is no history.
   *[other] { $count } pages show it or lead to it, and would have a gap. It is deleted for good: of files there is no history.
}
file-delete-yes = Delete this file

done-file-uploaded = The file is on the site.
done-file-uploaded-bare = The file is on the site. What the camera had noted in it was taken out.
done-file-dropped = The new file is dropped.
done-file-deleted = The file is deleted.
done-file-focus = This point stays.
