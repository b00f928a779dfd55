"""Rows that Django keeps, and django-eventstream telling of their changes.

``python eventstream_app.py PORT DATABASE`` lists ``/items/``, takes PUT and DELETE below it,
and serves ``/events/``, which goes on behind a ``Last-Event-ID``, also one of an earlier
process. POST ``/allowed/`` says whether anybody may hear them; who does so already is told.
"""

import json
import sys

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": sys.argv[2],
            "OPTIONS": {"init_command": "PRAGMA synchronous = OFF"},
            "CONN_MAX_AGE": None,
        }
    },
    EVENTSTREAM_CHANNELMANAGER_CLASS=f"{__name__}.Door",
    EVENTSTREAM_STORAGE_CLASS="django_eventstream.storage.DjangoModelStorage",
    INSTALLED_APPS=["django_eventstream"],
    MIDDLEWARE=[],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    USE_TZ=True,
)
django.setup()

import uvicorn  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from django_eventstream import channel_permission_changed, send_event  # noqa: E402
from django_eventstream.channelmanager import DefaultChannelManager  # noqa: E402
from django_eventstream.models import Event, EventCounter  # noqa: E402


class Item(models.Model):
    id = models.IntegerField(primary_key=True)
    record = models.JSONField()

    class Meta:
        app_label = "django_eventstream"
        db_table = "item"


class Door(DefaultChannelManager):
    open = True

    def can_read_channel(self, user, channel):
        return Door.open


def allowed(request):
    Door.open = json.loads(request.body)
    channel_permission_changed(None, "items")
    return JsonResponse({})


def items(request):
    found = Item.objects.order_by("id").values_list("id", "record")
    return JsonResponse([{"id": id, **record} for id, record in found], safe=False)


def item(request, id):
    if request.method == "PUT":
        record = json.loads(request.body)
        _, new = Item.objects.update_or_create(id=id, defaults={"record": record})
        send_event("items", "created" if new else "update", record)
    else:
        Item.objects.filter(id=id).delete()
        send_event("items", "removed", {"id": id})
    return JsonResponse({})


urlpatterns = [
    path("items/", items),
    path("items/<int:id>/", item),
    path("allowed/", allowed),
    path("events/", include("django_eventstream.urls"), {"channels": ["items"]}),
]


if __name__ == "__main__":
    if "item" not in connection.introspection.table_names():
        with connection.schema_editor() as editor:
            for model in (EventCounter, Event, Item):
                editor.create_model(model)
    uvicorn.run(get_asgi_application(), port=int(sys.argv[1]), lifespan="off", log_config=None)
