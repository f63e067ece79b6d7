"""The pages of the room."""

app_name = "recognition"

urlpatterns: list[object] = []
