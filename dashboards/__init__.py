"""What people see: pages, charts, sign-in and the seam to the tracker."""
