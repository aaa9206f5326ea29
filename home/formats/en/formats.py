DATE_FORMAT = "F j, Y"
TIME_FORMAT = "g:i\N{NO-BREAK SPACE}a"
DATETIME_FORMAT = "F j, Y, g:i\N{NO-BREAK SPACE}a"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "F j"
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
# For Wagtail's filters by date; all other admin fields use home.typed_dates.
DATE_INPUT_FORMATS = ["%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%m-%d-%Y", "%b %d, %Y", "%B %d, %Y"]
