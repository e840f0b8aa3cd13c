# What stands around every page, in every form, and on the pages for errors.

skip-to-content = Skip to the content
language-name = English
site-navigation = Main menu
site-languages = Languages
site-notices = Notices
site-privacy = Privacy

field-optional = (optional)
form-errors = { $count ->
    [one] Something is not right yet
   *[other] { $count } things are not right yet
}

error-required = please fill this in
error-email = please enter a complete address, such as name@example.org
error-choice = please choose one of these
error-too-long = please shorten this to { $number } characters at most
error-control-characters = there are invisible characters in here; please type it again

message-kept = What you wrote is still here. You can copy it, or send it again.
message-kept-field = What you wrote, part { $number }
message-again = Send again
message-kept-copy = What you wrote is still here, so that you can copy it. It cannot be sent from here.
message-field-name = Name
message-field-email = E-mail address
message-field-message = Message
message-field-text = Answer
message-field-title = Title
message-field-description = Description
message-field-more = More about the page
message-field-body = Text of the page

# Times: 23 November 2026, 14:05 UTC
day = { $day } { $month } { $year }
moment = { $day } { $month } { $year }, { $time } { $zone }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

# Why a request was not served.
refusal-not-found-title = There is no such page
refusal-not-found-text = It may have moved, or the address has a typing error. The menu above leads to everything that is here.
refusal-bad-title = That did not arrive as it should
refusal-bad-text = Your browser sent something that this site does not understand. Please go back and try again.
refusal-method-title = That does not work here
refusal-method-text = This address cannot be used in this way. The menu above leads on.
refusal-cross-origin-title = That came from another website
refusal-cross-origin-text = For your safety, this site takes forms only from its own pages. Please open the form here and send it again.
refusal-forbidden-title = This is not yours to do
refusal-forbidden-text = Your role does not include it. An owner of this site can change that.
refusal-sign-in-title = Please sign in
refusal-sign-in-text = This page is for the team.
refusal-sign-in-link = Sign in
refusal-too-many-title = A little too often
refusal-too-many-text = There were many attempts in a short time. Please wait a few minutes, then try again.
refusal-too-large-title = That is too large
refusal-too-large-text = What you sent is larger than this site can take. Please shorten it and try again.
refusal-timeout-title = That took too long
refusal-timeout-text = The connection stopped before everything had arrived, so nothing was stored. Please try again.
refusal-media-type-title = This kind of content is not taken
refusal-media-type-text = Please use the form on this site.
refusal-misdirected-title = This is not our address
refusal-misdirected-text = The address you used leads here, but does not belong to this site.
refusal-busy-title = Not possible right now
refusal-busy-text = The site cannot do this at the moment. Please try again in a little while.
refusal-internal-title = Something went wrong
refusal-internal-text = The fault is ours, and it has been noted. Please try again later.

# The same for whoever is signed in at the desk.
refusal-desk-link = Back to the desk
refusal-desk-not-found-title = This is not here
refusal-desk-not-found-text = It was erased, it was kept for as long as it may be kept, or the address has a typing error. The menu leads to everything that is here.
refusal-desk-method-text = The menu leads on to what works.
