"""The page of the Space. Everything that can be tested without a browser is in answer()."""

from model import WEEKDAYS, load, predict

MODEL = load()


def answer(shop: str, weekday: str) -> str:
    loaves = predict(MODEL, shop, weekday)
    return f"Bake {loaves} loaves for {shop} on {weekday}."


def page():
    import gradio as gr  # only where the page is shown; tests and training do without it

    shops = sorted(MODEL)
    return gr.Interface(
        fn=answer,
        inputs=[gr.Dropdown(shops, value=shops[0], label="Shop"), gr.Dropdown(WEEKDAYS, value="mon", label="Weekday")],
        outputs="text",
        title="Bread for tomorrow",
    )


if __name__ == "__main__":
    page().launch()
