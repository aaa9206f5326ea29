DATE_FORMAT = r"j \d\e F \d\e Y"
TIME_FORMAT = "g:i\N{NO-BREAK SPACE}a"
DATETIME_FORMAT = r"j \d\e F \d\e Y, g:i a"
YEAR_MONTH_FORMAT = r"F \d\e Y"
MONTH_DAY_FORMAT = r"j \d\e F"
FIRST_DAY_OF_WEEK = 0
# Spanish as written in the United States.
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

# Rules for `home.formats`.
WEEKDAY_AND_DATE = "{weekday} {date}"
# As in Django's own Spanish catalog.
PLURAL_FORMS = "nplurals=3; plural=n == 1 ? 0 : n != 0 && n % 1000000 == 0 ? 1 : 2;"
