// The controls of an explorer and the sentence below them: plain HTML elements, each with a name,
// so that keyboards, screen readers and zoom work as anywhere else. `values` in the model is all
// that they show; see _desk.py for the other names.

const NARROW = 640; // below it two panels stand one above the other [px]
let made = 0;

function make(kind, properties = {}, attributes = {}) {
  const element = Object.assign(document.createElement(kind), properties);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function set(model, name, value) {
  model.set("values", { ...model.get("values"), [name]: value });
  model.save_changes();
}

function labelled(control, input) {
  input.id = `racekit-${(made += 1)}`;
  const row = make("div", { className: "racekit-control" });
  row.append(make("label", { textContent: control.label, htmlFor: input.id }), input);
  return row;
}

function choice(model, control) {
  const input = make("select");
  control.options.forEach(([value, words]) => input.append(new Option(words, value)));
  input.addEventListener("change", () => set(model, control.name, Number(input.value)));
  return [labelled(control, input), (value) => (input.value = value)];
}

function check(model, control) {
  const input = make("input", { type: "checkbox" });
  input.addEventListener("change", () => set(model, control.name, Number(input.checked)));
  return [labelled(control, input), (value) => (input.checked = value === 1)];
}

function number(model, control) {
  const { name, label, unit, min, max, step } = control;
  const field = make("input", { type: "number", min, max, step });
  const slider = make("input", { type: "range", min, max, step }, { "aria-label": label });
  slider.addEventListener("input", () => set(model, name, slider.valueAsNumber));
  const show = (value) => {
    field.value = value;
    slider.value = value;
    slider.setAttribute("aria-valuetext", `${value} ${unit}`.trim());
  };
  const take = () => {
    // a slider keeps what it is given to its range and its steps
    slider.value = Number.isNaN(field.valueAsNumber) ? model.get("values")[name] : field.value;
    show(slider.valueAsNumber);
    set(model, name, slider.valueAsNumber);
  };
  field.addEventListener("change", take);
  field.addEventListener("keydown", (event) => event.key === "Enter" && take());
  const row = labelled(control, field);
  row.append(slider);
  return [row, show];
}

function button(label, click) {
  const element = make("button", { type: "button", textContent: label });
  element.addEventListener("click", click);
  return element;
}

// Two buttons and a timer that moves one control step by step to its end.
function player(model, { name, interval }) {
  const { min, max, step } = model.get("table").find((control) => control.name === name);
  let timer = null;
  const run = (on) => {
    clearInterval(timer);
    timer = on ? setInterval(tick, interval) : null;
    play.setAttribute("aria-pressed", on);
    pause.disabled = !on;
  };
  const tick = () => {
    const value = model.get("values")[name];
    if (value >= max) run(false);
    else set(model, name, value + step);
  };
  const play = button("▶ play", () => {
    if (model.get("values")[name] >= max) set(model, name, min);
    run(true);
  });
  const pause = button("❚❚ pause", () => {
    const had_focus = document.activeElement === pause;
    run(false);
    if (had_focus) play.focus(); // a disabled button would lose it
  });
  play.title = "Let the time run";
  pause.title = "Stop the time";
  run(false);
  return { buttons: [play, pause], stop: () => run(false) };
}

function strip(model) {
  const row = make("div", { className: "racekit-buttons" });
  const play = model.get("play").name ? player(model, model.get("play")) : null;
  row.append(...(play?.buttons ?? []));
  for (const [name, label] of Object.entries(model.get("labels"))) {
    row.append(button(label, () => {
      play?.stop();
      model.send({ click: name });
    }));
  }
  return { row, stop: play?.stop };
}

// One live region for as long as the explorer is on the page: only its text changes.
function sentence(model) {
  const element = make("p", { className: "racekit-sentence" });
  const spoken = make("span", {}, { role: "status", "aria-live": "polite" });
  const rest = make("span");
  element.append(spoken, rest);
  const show = () => {
    const [first, other] = model.get("words");
    if (spoken.textContent !== first) spoken.textContent = first;
    rest.textContent = other;
  };
  return [element, show];
}

function render({ model, el }) {
  // keys that move a control are not JupyterLab's to act on
  const desk = make("div", { className: "racekit-desk" }, { "data-lm-suppress-shortcuts": "true" });
  const grid = make("div", { className: "racekit-controls" });
  const shows = {};
  for (const control of model.get("table")) {
    const kind = { menu: choice, check, number }[control.kind];
    const [row, show] = kind(model, control);
    grid.append(row);
    shows[control.name] = show;
  }
  desk.append(grid);
  const buttons = strip(model);
  const [words, speak] = sentence(model);
  // one button takes the place of a control, several have a row of their own
  (buttons.row.childElementCount === 1 ? grid : desk).append(buttons.row);
  desk.append(words);
  el.append(desk);

  const refresh = () => {
    for (const [name, value] of Object.entries(model.get("values"))) shows[name](value);
  };
  const measure = new ResizeObserver(() => {
    const narrow = desk.clientWidth < NARROW;
    if (desk.clientWidth === 0 || narrow === model.get("narrow")) return;
    model.set("narrow", narrow);
    model.save_changes();
  });
  model.on("change:values", refresh);
  model.on("change:words", speak);
  refresh();
  speak();
  measure.observe(desk);
  return () => {
    buttons.stop?.();
    measure.disconnect();
    model.off("change:values", refresh);
    model.off("change:words", speak);
  };
}

export default { render };
