"""Django REST framework over rows in memory, in every paging style it has.

``python drf_app.py PORT`` serves ``/offset/``, ``/page/``, ``/sized/`` and ``/cursor/``; each
lists 95 books, sorted by id, ten at a time and at most ten, whatever is asked for. ``/items/``
can be written as well.
"""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import (  # noqa: E402
    generics,
    pagination,
    routers,
    serializers,
    viewsets,
)

TOTAL = 95
KINDS = ("novel", "poetry", "essay")


class Book(models.Model):
    title = models.CharField(max_length=50)
    kind = models.CharField(max_length=10)
    stock = models.IntegerField()

    class Meta:
        app_label = "contenttypes"


class BookSerializer(serializers.ModelSerializer):
    class Meta:
        model = Book
        fields = ("id", "title", "kind", "stock")


class Item(models.Model):
    title = models.CharField(max_length=20, unique=True)
    stock = models.PositiveIntegerField(default=0)
    price = models.DecimalField(max_digits=8, decimal_places=2, default=1)
    added = models.DateTimeField(null=True)
    code = models.UUIDField(null=True)

    class Meta:
        app_label = "contenttypes"


class ItemSerializer(serializers.ModelSerializer):
    class Meta:
        model = Item
        fields = ("id", "title", "stock", "price", "added", "code")


class Offset(pagination.LimitOffsetPagination):
    default_limit = max_limit = 10


class Numbered(pagination.PageNumberPagination):
    page_size = 10


class Sized(Numbered):
    page_size_query_param = "page_size"
    max_page_size = 10


class Cursor(pagination.CursorPagination):
    page_size = 10
    ordering = "id"


def books(style):
    view = type(
        f"{style.__name__}Books",
        (generics.ListAPIView,),
        {
            "queryset": Book.objects.order_by("id"),
            "serializer_class": BookSerializer,
            "pagination_class": style,
        },
    )
    return view.as_view()


class Items(viewsets.ModelViewSet):
    queryset = Item.objects.order_by("id")
    serializer_class = ItemSerializer
    pagination_class = Offset


router = routers.DefaultRouter()
router.register("items", Items)

urlpatterns = [
    *router.urls,
    path("offset/", books(Offset)),
    path("page/", books(Numbered)),
    path("sized/", books(Sized)),
    path("cursor/", books(Cursor)),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Book)
        editor.create_model(Item)
    Item.objects.bulk_create(Item(title=f"Item {n}", stock=n) for n in range(1, 26))
    Book.objects.bulk_create(
        Book(title=f"Book {n}", kind=KINDS[n % 3], stock=n * 7 % 50) for n in range(TOTAL)
    )
    make_server(
        "127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet
    ).serve_forever()
