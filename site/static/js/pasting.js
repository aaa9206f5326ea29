// Plugin of the rich text editor: the server converts text that is pasted from other programs, so that
// pasted and imported text are cleaned in the same way. Text from the editor itself, and a single line
// of plain text, stay with the editor.
(() => {
  const { convertFromRaw, EditorState, Modifier } = window.DraftJS;

  function insert(content, { getEditorState, setEditorState }) {
    const state = getEditorState();
    const changed = Modifier.replaceWithFragment(
      state.getCurrentContent(),
      state.getSelection(),
      content.getBlockMap(),
    );
    setEditorState(EditorState.push(state, changed, "insert-fragment"));
  }

  function insertText(text, { getEditorState, setEditorState }) {
    const state = getEditorState();
    const changed = Modifier.replaceText(state.getCurrentContent(), state.getSelection(), text);
    setEditorState(EditorState.push(state, changed, "insert-characters"));
  }

  function tell(editor, notice) {
    let line = editor.parentNode.querySelector("[data-paste-notice]");
    if (!line) {
      line = document.createElement("p");
      line.className = "help-block help-info";
      line.dataset.pasteNotice = "";
      line.setAttribute("role", "status");
      editor.after(line);
    }
    line.textContent = notice;
    line.hidden = !notice;
  }

  async function convert(plugin, text, html) {
    const { CSRF_HEADER_NAME, CSRF_TOKEN } = window.wagtailConfig;
    const body = new URLSearchParams({ text, html });
    plugin.headings.forEach((tag) => body.append("headings", tag));
    const headers = { [CSRF_HEADER_NAME]: CSRF_TOKEN, "X-Requested-With": "XMLHttpRequest" };
    const answer = await fetch(plugin.address, { method: "POST", headers, body });
    return answer.json();
  }

  async function paste(plugin, text, html, methods, editor) {
    let answer;
    try {
      answer = await convert(plugin, text, html);
    } catch {
      // Signed out, or no connection: keep the words.
      answer = { notice: "" };
    }
    if (answer.content) {
      insert(convertFromRaw(answer.content), methods);
      tell(editor, answer.notice);
    } else {
      insertText(text, methods);
      tell(editor, answer.notice || "Pasted without headings, lists and links: the site did not answer.");
    }
  }

  window.draftail.registerPlugin(
    {
      type: "PASTE",
      handlePastedText(text, html, state, methods) {
        const plain = text || "";
        if (!html && !/\n|https?:\/\//.test(plain.trim())) return "not-handled";
        const editor = document.activeElement.closest("[data-draftail-editor-wrapper]");
        if (!editor) return "not-handled";
        // Pictures are left out: their data need not be sent.
        const light = (html || "").replace(/(src\s*=\s*["']?data:)[^"'>\s]*/gi, "$1");
        paste(this, plain, light, methods, editor);
        return "handled";
      },
    },
    "plugins",
  );
})();
