"""The addresses of the room."""

app_name = "programmes"

urlpatterns: list[object] = []
