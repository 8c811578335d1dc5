"""The browser app, one file a page.

To add a page:

1. ``roi/ui/NAME.py``: a function ``page()`` that the file's end calls (``if __name__ == "__main__"``). It begins
   ``lang = language.chosen()`` and ``mine = desk.desk(lang)``; the scenario is ``mine.scenario``, and
   ``mine.change({place: value})`` changes it as one changes a file.
2. A line in ``shell.PAGES``: the file's name (also its address) and the name of its word in the navigation.
3. Its words in ``data/words/``; ``show`` has heading, paragraphs, table and picture (a chart with its sentence and table).
4. What moves together stands in one ``st.fragment`` that ends with ``memory.keep(mine, "NAME")``, so that a reload loses
   nothing. Its numbers come from ``answers``: ask, then ``answers.waited``.
5. A field's callback reads it by ``entered.entered(key)`` first of all, and changes the desk before anything else.

No arithmetic and no sentence stands here: numbers come from ``tables``, pictures from ``charts``, words from ``data/words``.
"""
