DATE_FORMAT = r"\L\u\b F \t\i\m j, Y"
TIME_FORMAT = "g:i\N{NO-BREAK SPACE}a"
DATETIME_FORMAT = r"\L\u\b F \t\i\m j, Y, g:i a"
YEAR_MONTH_FORMAT = r"\L\u\b F Y"
MONTH_DAY_FORMAT = r"\l\u\b F \t\i\m j"
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

# Rules for `home.formats`. Sources number Hmong weekdays from Sunday or from Monday, so weekdays
# stay in English: an alert must not be a day off.
INLINE_DATE_FORMAT = r"\l\u\b F \t\i\m j, Y"
WEEKDAY_AND_DATE = "hnub {weekday}, {date}"
REPEATS_DATE_IN_ENGLISH = True
REPEATS_TIME_IN_ENGLISH = True
KEEPS_ENGLISH_WEEKDAYS = True
WHOLE_HOUR_FORMAT = "g\N{NO-BREAK SPACE}\\t\\e\\e\\v"
EVENING_FROM = 17
PLURAL_FORMS = "nplurals=1; plural=0;"
