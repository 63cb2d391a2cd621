// Puts a part of a page into its place in one piece: see dashboards/drawn.py for why.
window.tracker_markup = {
  Markup: (props) => window.React.createElement("div", {
    className: "markup",
    dangerouslySetInnerHTML: { __html: props.html },
  }),
};
