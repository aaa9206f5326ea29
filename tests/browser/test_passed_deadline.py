"""Browser test for a page that stays open beyond the alert's deadline."""

from playwright.sync_api import expect

OVER = "Thov txhob hu xov tooj txog zaj no lawm"  # Hmong: do not call about it any more


def test_an_open_page_says_that_its_alert_is_over(sample, clock, reader):
    visitor = reader()
    visitor.page.clock.install()
    clock(2011, 6, 3, 9)
    visitor.open("/hmn/alerts/stand-firm-against-secure-communities/")
    notice = visitor.page.locator(".now > .notice[role=status]")
    # This browser's clock is years ahead, but only the server's clock is used.
    visitor.page.clock.fast_forward(31_000)
    expect(visitor.page.locator("template[data-until]")).to_have_count(1)
    expect(notice).to_have_count(0)
    clock(2011, 6, 5, 9)
    visitor.page.clock.fast_forward(31_000)
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(OVER)
