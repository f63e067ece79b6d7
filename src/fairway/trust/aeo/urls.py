"""The addresses of the room."""

app_name = "aeo"

urlpatterns: list[object] = []
