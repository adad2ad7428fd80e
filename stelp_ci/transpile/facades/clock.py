"""Dates, time, and what a program may know of its interpreter: datetime, calendar, time, sys."""

from .listing import listing

CLOCK = {
    "datetime": listing(classes="date datetime time timedelta timezone tzinfo", constants="MAXYEAR MINYEAR UTC"),
    # Without the Locale calendars, which change the process's locale. TextCalendar prints.
    "calendar": listing(
        calls="calendar firstweekday isleap leapdays month monthcalendar monthrange setfirstweekday "
        "timegm weekday weekheader",
        classes="Calendar Day HTMLCalendar IllegalMonthError IllegalWeekdayError Month",
        constants="APRIL AUGUST DECEMBER EPOCH FEBRUARY FRIDAY JANUARY JULY JUNE MARCH MAY MONDAY NOVEMBER OCTOBER "
        "SATURDAY SEPTEMBER SUNDAY THURSDAY TUESDAY WEDNESDAY",
        wrapped="TextCalendar day_abbr day_name month_abbr month_name",
    ),
    # Sleeping costs wall time, which the sandbox bounds.
    "time": listing(
        calls="asctime ctime gmtime localtime mktime monotonic monotonic_ns perf_counter perf_counter_ns process_time "
        "process_time_ns sleep strftime strptime time time_ns",
        classes="struct_time",
    ),
    "sys": listing(
        calls="getrecursionlimit getsizeof intern",
        constants="byteorder float_info hash_info int_info maxsize maxunicode version_info",
        wrapped="setrecursionlimit stderr stdin stdout",
    ),
}
