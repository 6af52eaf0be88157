// Rows of a table that are added and taken away: the evidence of a nomination.
//   <div data-rows="evidence"> … <tbody data-rows-in> … <template data-row>…name="evidence-__i__-reads"…</template>
//   <button data-add-row> … each row has data-row-at and may have <button data-remove-row>

function renumber(box) {
  const total = document.getElementById(`id_${box.dataset.rows}-TOTAL_FORMS`);
  if (total) total.value = String(box.querySelectorAll("[data-row-at]").length);
}

function sum(box) {
  box.querySelectorAll("[data-sum]").forEach((place) => {
    let total = 0;
    box.querySelectorAll(`[data-row-at]:not([hidden]) [data-sums="${place.dataset.sum}"]`).forEach((input) => {
      total += Number(input.value.replace(/[,，\s]/g, "")) || 0;
    });
    place.textContent = total.toLocaleString("en-US", { maximumFractionDigits: 2 });
  });
}

function add(box) {
  const rows = box.querySelectorAll("[data-row-at]");
  const last = rows.length ? Math.max(...[...rows].map((row) => Number(row.dataset.rowAt))) : -1;
  const holder = document.createElement("tbody");
  holder.innerHTML = box.querySelector("template[data-row]").innerHTML.replace(/__i__|__prefix__/g, String(last + 1));
  const row = holder.firstElementChild;
  row.dataset.rowAt = String(last + 1);
  box.querySelector("[data-rows-in]").append(row);
  const first = row.querySelector("input, select, textarea");
  if (first) first.focus();
}

/** A row with a DELETE box is ticked and hidden, so that the server hears of it; a new one goes. */
function remove(button) {
  const row = button.closest("[data-row-at]");
  const mark = row.querySelector('input[name$="-DELETE"]');
  if (mark) {
    mark.checked = true;
    mark.value = "on";
    row.hidden = true;
  } else {
    row.remove();
  }
}

/** Makes the tables of a form live; `changed` is called after a row came or went. */
export function rows(form, changed) {
  const boxes = form.querySelectorAll("[data-rows]");
  boxes.forEach((box) => {
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row], [data-remove-row]");
      if (!button) return;
      event.preventDefault();
      if (button.matches("[data-add-row]")) add(box);
      else remove(button);
      renumber(box);
      sum(box);
      changed();
    });
    box.addEventListener("input", () => sum(box));
    sum(box);
  });
}
