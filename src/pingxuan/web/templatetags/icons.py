"""Our line icons on a 24 grid: name to drawing. Only what pages use."""

from __future__ import annotations

PATHS = {
    "arrow": '<path d="M5 12h14m0 0-5-5m5 5-5 5"/>',
    "back": '<path d="M19 12H5m0 0 5-5m-5 5 5 5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "down": '<path d="M12 4v11m0 0-4-4m4 4 4-4M5 20h14"/>',
    "err": '<circle cx="12" cy="12" r="8.5"/><path d="m9 9 6 6m0-6-6 6"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="2.7"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.6v.2"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4'
    'l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2"/>',
    "lock": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "minus": '<path d="M5 12h14"/>',
    "offline": '<path d="M3 3l18 18M5 12.5a10 10 0 0 1 4-2.3m5 .3a10 10 0 0 1 5 2M8.5 16a5 5 0 0 1 7 0'
    'M12 19.5v.2"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "person": '<circle cx="12" cy="8.5" r="3.5"/><path d="M5 20c.6-4 3.3-6 7-6s6.4 2 7 6"/>',
    "play": '<path d="M8 6.5v11l9-5.5z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "qr": '<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 19v1"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "share": '<path d="M12 15V4m0 0L8 8m4-4 4 4M5 13v6h14v-6"/>',
    "shuffle": '<path d="M4 7h3l9 10h4m0 0-3-3m3 3-3 3M4 17h3l2.5-2.8M13.5 9.8 16 7h4m0 0-3-3'
    'm3 3-3 3"/>',
    "up": '<path d="M12 20V9m0 0-4 4m4-4 4 4M5 4h14"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17v.2"/>',
    "x": '<path d="m6 6 12 12M18 6 6 18"/>',
}
