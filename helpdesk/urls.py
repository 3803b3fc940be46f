"""`/sportello/`: the desk. What anyone may ask of it, and what receivers answer, has addresses of its own."""

app_name = "helpdesk"

urlpatterns = []
