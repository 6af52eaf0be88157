// The pools that votes of a day come from: one for all entries, or one for each category.

const MOST_CELLS = 20;

class Pool {
  constructor(category, total, left) {
    Object.assign(this, { category, total, left });
  }

  /** Gives a ballot as many cells as the pool has votes; many votes are left to the words. */
  cellsIn(ballot) {
    const wanted = this.total > MOST_CELLS ? 0 : this.total;
    while (ballot.children.length > wanted) ballot.lastElementChild.remove();
    while (ballot.children.length < wanted) ballot.append(document.createElement("i"));
  }
}

/** Reads the pools of a vote sheet: its template elements with data-pool, else the whole day. */
export function poolsOf(dialog) {
  const { total, left } = dialog.dataset;
  const whole = new Pool("", Number(total), Number(left));
  const own = {};
  dialog.querySelectorAll("template[data-pool]").forEach(({ dataset }) => {
    own[dataset.pool] = new Pool(dataset.pool, Number(dataset.total), Number(dataset.left));
  });
  return { of: (category) => own[category] || whole };
}
