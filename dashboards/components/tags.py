"""Ratings, delivery and standing as tags: a word, a letter and a pattern, never colour alone."""

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria
from tracker.words import Delivery, Rating, Standing

# Green and Grey would share a letter, so Grey takes two.
LETTERS: dict[Rating | Delivery, str] = {
    Rating.RED: "R",
    Rating.AMBER: "A",
    Rating.GREEN: "G",
    Rating.GREY: "Gy",
    Rating.BLUE: "B",
    Delivery.NOT_STARTED: "N",
    Delivery.IN_PROGRESS: "I",
    Delivery.SUBMITTED: "S",
    Delivery.COMPLETED: "C",
    Delivery.PAUSED: "P",
    Delivery.WITHDRAWN: "W",
}


def look(kind: Rating | Delivery | Standing) -> str:
    """Name the style class of a rating, a delivery status or a standing."""
    return kind.value.lower().replace(" ", "-")


def sentence_case(words: str) -> str:
    """Begin with a capital and leave the rest alone."""
    return words[:1].upper() + words[1:]


def rating_tag(rating: Rating | None, *, note: str = "", with_word: bool = True) -> Markup:
    """Show a rating by letter, pattern and word; the note makes "Blue: delivered"; None reads "Not rated"."""
    if rating is None:
        return html.Strong(html.Span("Not rated", className="word"), className="rating unrated")
    shape = [html.Span(LETTERS[rating], className="letter"), html.Span(className="patterned")]
    words = html.Span(f"{rating.value}: {note}" if note else rating.value, className=_seen(with_word))
    return html.Strong(
        [html.Span(shape, className="rating-shape", **aria(hidden="true")), words], className=f"rating {look(rating)}"
    )


def _seen(with_word: bool) -> str:
    return "word" if with_word else "hidden-words"


def standing_tag(standing: Standing) -> Markup:
    """Show the standing of a recommendation in words."""
    return html.Strong(sentence_case(standing.value), className=f"tag {look(standing)}")


def delivery_tag(delivery: Delivery) -> Markup:
    """Show the delivery status of an action in words."""
    return html.Strong(sentence_case(delivery.value), className=f"tag {look(delivery)}")


def tag(words: str) -> Markup:
    """Show any short word as a tag, such as "Embargoed" or "Claims completion"."""
    return html.Strong(sentence_case(words), className="tag")
