"""Django REST framework over rows in memory, in every paging style it has.

``python drf_app.py PORT`` serves ``/offset/``, ``/page/``, ``/sized/`` and ``/cursor/``; each
lists 95 books, sorted by id, ten at a time and at most ten, whatever is asked for. ``/last/``
answers with the last page of them for every number beyond, as Django's ``get_page`` does,
``/slow/`` to two questions a minute. ``/items/`` can be written as well, and so can
``/shelf/`` and its pages ``/shelf-page/`` and ``/shelf-cursor/``; ``/jsonapi/Shelf`` has the
same rows as djangorestframework-jsonapi gives them.
"""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "rest_framework",
        "rest_framework_json_api",
        "django_filters",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "UNAUTHENTICATED_USER": None,
        "DEFAULT_THROTTLE_RATES": {"slow": "2/min"},
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for tests",
    USE_TZ=True,
    USE_X_FORWARDED_HOST=True,  # links are built for the host a proxy names
)
django.setup()

from django.core.paginator import Paginator  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402
from rest_framework import (  # noqa: E402
    filters,
    generics,
    pagination,
    routers,
    serializers,
    throttling,
    viewsets,
)
from rest_framework_json_api import django_filters, parsers, renderers  # noqa: E402
from rest_framework_json_api import exceptions as jsonapi_exceptions  # noqa: E402
from rest_framework_json_api import filters as jsonapi_filters  # noqa: E402
from rest_framework_json_api import pagination as jsonapi_pagination  # noqa: E402
from rest_framework_json_api import relations as jsonapi_relations  # noqa: E402
from rest_framework_json_api import serializers as jsonapi_serializers  # noqa: E402
from rest_framework_json_api import views as jsonapi_views  # noqa: E402

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


class Room(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "contenttypes"


class Shelf(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=5)
    stock = models.IntegerField(null=True)
    price = models.FloatField(null=True)
    sold = models.BooleanField()
    room = models.ForeignKey(Room, models.CASCADE, null=True)

    class Meta:
        app_label = "contenttypes"


COLUMNS = ("id", "name", "kind", "stock", "price", "sold")


class ShelfSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(required=False)

    class Meta:
        model = Shelf
        fields = COLUMNS


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


class SizedCursor(Cursor):
    page_size_query_param = "page_size"


def shelf(style):
    inner = {
        "queryset": Shelf.objects.order_by("id"),
        "serializer_class": ShelfSerializer,
        "pagination_class": style,
        "filter_backends": [filters.OrderingFilter],
        "ordering_fields": COLUMNS,
    }
    return type(f"{style.__name__}Shelf", (viewsets.ModelViewSet,), inner)


class Slow(generics.ListAPIView):
    queryset = Book.objects.order_by("id")
    serializer_class = BookSerializer
    pagination_class = Offset
    throttle_classes = [throttling.ScopedRateThrottle]
    throttle_scope = "slow"


def last(request):
    """Answer as many views without a framework do."""
    page = Paginator(Book.objects.order_by("id"), 10).get_page(request.GET.get("page"))
    return JsonResponse({"results": list(page.object_list.values())})


class RoomResource(jsonapi_serializers.ModelSerializer):
    class Meta:
        model = Room
        fields = ("name",)


class ShelfResource(jsonapi_serializers.ModelSerializer):
    id = jsonapi_serializers.IntegerField(required=False)
    room = jsonapi_relations.ResourceRelatedField(
        queryset=Room.objects, required=False, allow_null=True
    )

    class Meta:
        model = Shelf
        fields = (*COLUMNS, "room")


class Shelves(jsonapi_views.ModelViewSet):
    queryset = Shelf.objects.order_by("id")
    serializer_class = ShelfResource
    pagination_class = jsonapi_pagination.JsonApiPageNumberPagination
    parser_classes = [parsers.JSONParser]
    renderer_classes = [renderers.JSONRenderer]
    filter_backends = [django_filters.DjangoFilterBackend, jsonapi_filters.OrderingFilter]
    ordering_fields = COLUMNS
    filterset_fields = {
        **{name: ["exact"] for name in ("id", "name", "kind", "sold")},
        **{name: ["exact", "lt", "lte", "gt", "gte"] for name in ("stock", "price")},
    }

    def get_exception_handler(self):
        return jsonapi_exceptions.exception_handler


router = routers.DefaultRouter()
router.register("items", Items)
router.register("shelf", shelf(Offset), "shelf")
router.register("shelf-page", shelf(Sized), "shelf-page")
router.register("shelf-cursor", shelf(SizedCursor), "shelf-cursor")
resources = routers.SimpleRouter(trailing_slash=False)
resources.register("Shelf", Shelves, "resources")

urlpatterns = [
    *router.urls,
    path("offset/", books(Offset)),
    path("page/", books(Numbered)),
    path("sized/", books(Sized)),
    path("cursor/", books(Cursor)),
    path("last/", last),
    path("slow/", Slow.as_view()),
    path("jsonapi/", include(resources.urls)),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Book)
        editor.create_model(Item)
        editor.create_model(Room)
        editor.create_model(Shelf)
    Room.objects.bulk_create(Room(name=name) for name in ("hall", "attic"))
    Item.objects.bulk_create(Item(title=f"Item {n}", stock=n) for n in range(1, 26))
    Book.objects.bulk_create(
        Book(title=f"Book {n}", kind=KINDS[n % 3], stock=n * 7 % 50) for n in range(TOTAL)
    )
    make_server(
        "127.0.0.1", int(sys.argv[1]), get_wsgi_application(), handler_class=Quiet
    ).serve_forever()
