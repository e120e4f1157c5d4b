from shapes.circle import area
