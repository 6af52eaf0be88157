// Turns pictures of a paper that was photographed sideways, by quarters, and keeps them as wide as their place.

/** Lays one picture so many quarters round. */
function lay(picture, quarters) {
  const { clientWidth: width, clientHeight: height } = picture;
  if (!height) return;
  const scale = quarters % 2 ? width / height : 1;
  picture.style.transform = `rotate(${quarters * 90}deg) scale(${scale})`;
  picture.style.marginBlock = quarters % 2 ? `${(width * scale - height) / 2}px` : "";
}

/** Gives the pictures in a place the one button that turns them all. */
export function turning(place) {
  const button = place.querySelector("button");
  const pictures = place.querySelectorAll("img");
  let quarters = 0;
  const layAll = () => pictures.forEach((picture) => lay(picture, quarters));
  button.hidden = false;
  button.addEventListener("click", () => {
    quarters = (quarters + 1) % 4;
    layAll();
  });
  pictures.forEach((picture) => picture.addEventListener("load", () => lay(picture, quarters)));
  window.addEventListener("resize", layAll);
}
