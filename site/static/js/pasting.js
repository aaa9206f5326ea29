// Plugin of the rich text editor: the server converts text that is pasted from other programs, so that
// pasted and imported text are cleaned in the same way. The plain text is inserted at once; when the site
// answers, the converted text replaces exactly this text, unless somebody has changed it meanwhile. Text
// from the editor itself, and a single line of plain text, stay with the editor.
(() => {
  const { ContentState, convertFromRaw, EditorState, Modifier } = window.DraftJS;

  // Return the lines of the pasted text that are not empty.
  function linesOf(text, html) {
    const plain = text.trim() ? text : new DOMParser().parseFromString(html, "text/html").body.textContent;
    return plain.split(/\r\n?|\n/).filter((line) => line.trim());
  }

  // Insert `lines` as paragraphs. Return what `find` needs: the block with the last line, and its text
  // before (if there is one line) and after the pasted text.
  function insertLines(lines, { getEditorState, setEditorState }) {
    const state = getEditorState();
    const [content, selection] = [state.getCurrentContent(), state.getSelection()];
    const blocks = ContentState.createFromText(lines.join("\n")).getBlocksAsArray();
    // The first line goes into a block that stays a heading or an item of a list.
    blocks[0] = blocks[0].set("type", content.getBlockForKey(selection.getStartKey()).getType());
    const fragment = ContentState.createFromBlockArray(blocks).getBlockMap();
    const changed = Modifier.replaceWithFragment(content, selection, fragment);
    // Not “insert-fragment”, for which the editor would change the text.
    setEditorState(EditorState.push(state, changed, "change-block-data"));
    const end = changed.getSelectionAfter();
    const text = changed.getBlockForKey(end.getEndKey()).getText();
    const last = lines[lines.length - 1];
    return {
      lines,
      key: end.getEndKey(),
      before: text.slice(0, end.getEndOffset() - last.length),
      after: text.slice(end.getEndOffset()),
    };
  }

  // Return the place of a single pasted line within `text`, or -1 if it was changed or undone.
  function placeOfLine(text, { lines: [line], before, after }) {
    if (text === before + after) return -1;
    if (text.startsWith(before + line)) return before.length;
    return text.endsWith(line + after) ? text.length - after.length - line.length : -1;
  }

  // Return the first and the last position of the pasted text, or null if it was changed or undone.
  function find(pasted, content) {
    const { lines, key } = pasted;
    const blocks = content.getBlocksAsArray();
    const last = blocks.findIndex((block) => block.getKey() === key);
    const found = blocks.slice(Math.max(last - lines.length + 1, 0), last + 1);
    if (found.length < lines.length) return null;
    const texts = found.map((block) => block.getText());
    const [first] = found;
    if (lines.length === 1) {
      const offset = placeOfLine(texts[0], pasted);
      return offset < 0 ? null : [{ key, offset }, { key, offset: offset + lines[0].length }];
    }
    const isSame = lines.every((line, number) => {
      if (number === 0) return texts[0].endsWith(line);
      return number === lines.length - 1 ? texts[number].startsWith(line) : texts[number] === line;
    });
    if (!isSame) return null;
    const end = { key, offset: lines[lines.length - 1].length };
    return [{ key: first.getKey(), offset: first.getLength() - lines[0].length }, end];
  }

  // Replace the pasted text with `converted`, and keep the cursor in its place. Return false if the
  // pasted text was changed.
  function replace(pasted, converted, { getEditorState, setEditorState }) {
    const state = getEditorState();
    const place = find(pasted, state.getCurrentContent());
    if (!place) return false;
    const [start, end] = place;
    const selection = state.getSelection();
    const range = selection.merge({
      anchorKey: start.key,
      anchorOffset: start.offset,
      focusKey: end.key,
      focusOffset: end.offset,
      isBackward: false,
    });
    const changed = Modifier.replaceWithFragment(state.getCurrentContent(), range, converted.getBlockMap());
    const after = changed.getSelectionAfter();
    const [endKey, endOffset] = [after.getEndKey(), after.getEndOffset()];
    const moved = (key, offset) => {
      if (key === end.key && offset >= end.offset) return [endKey, endOffset + offset - end.offset];
      const isWithin = key === start.key ? offset > start.offset : !changed.getBlockForKey(key);
      return isWithin ? [endKey, endOffset] : [key, offset];
    };
    const [anchorKey, anchorOffset] = moved(selection.getAnchorKey(), selection.getAnchorOffset());
    const [focusKey, focusOffset] = moved(selection.getFocusKey(), selection.getFocusOffset());
    const kept = selection.merge({ anchorKey, anchorOffset, focusKey, focusOffset });
    const pushed = EditorState.push(state, changed, "insert-fragment");
    const select = selection.getHasFocus() ? "forceSelection" : "acceptSelection";
    setEditorState(EditorState[select](pushed, kept));
    return true;
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
    const lines = linesOf(text, html);
    const pasted = lines.length ? insertLines(lines, methods) : null;
    let answer;
    try {
      answer = await convert(plugin, text, html);
    } catch {
      // Signed out, or no connection: the plain text stays.
      answer = { notice: "" };
    }
    if (!answer.content) {
      tell(editor, answer.notice || "Pasted without headings, lists and links: the site did not answer.");
    } else if (!pasted || replace(pasted, convertFromRaw(answer.content), methods)) {
      tell(editor, answer.notice);
    } else {
      tell(editor, "Pasted without headings, lists and links: the text was changed before the site answered.");
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
