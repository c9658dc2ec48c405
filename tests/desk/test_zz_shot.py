"""Look at the import page once."""
def test_shot(desk):
    from tests.desk.test_import_page import send
    for scheme in ("light","dark"):
        dana = desk(color_scheme=scheme, viewport={"width":1440,"height":900})
        send(dana)
        dana.page.wait_for_timeout(600)
        dana.page.screenshot(path=f"/tmp/bill-i-{scheme}.png")
        dana.go("/hp/charges"); dana.page.wait_for_timeout(1200)
        dana.page.screenshot(path=f"/tmp/bill-c-{scheme}.png")
        dana.go("/hp/runs/new"); dana.page.screenshot(path=f"/tmp/bill-n-{scheme}.png")
