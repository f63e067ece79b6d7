"""The addresses of the room."""

app_name = "recognition"

urlpatterns: list[object] = []
